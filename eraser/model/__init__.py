"""What eraser talks about, as frozen values. No framework, no input or output, no store."""
