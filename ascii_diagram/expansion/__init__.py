"""Text with directives to text with drawings, and files as bytes."""
