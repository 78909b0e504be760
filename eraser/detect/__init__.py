"""Where personal data is: recognisers, the fast path over columns, and the scan of whole stores."""
