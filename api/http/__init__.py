"""The house over HTTP: who comes in, what each may see and do, the JSON API and the first pages."""
