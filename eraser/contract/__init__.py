"""What a store plugin promises: `read` for scanning and tracing, `write` for execution.

A store is added by a package of its own with two entry points, `eraser.readers` and
`eraser.writers`, each naming a class that is called with one `StoreSettings`. The classes in
`eraser.contract.testing` are inherited by the plugin's tests: one promise each.
"""
