"""Where allauth, which signs people in, meets our people: adapters, backend, forms, events."""
