"""The resolved program: instances with every reference bound."""
