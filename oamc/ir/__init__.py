"""The resolved program: instances with every reference bound, and parameters that know their whole history."""
