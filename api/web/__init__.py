"""The pages that people work with: they read through the gate, and all that they change goes through the API."""
