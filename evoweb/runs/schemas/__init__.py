"""The shapes that pages, websockets and the API speak; the TypeScript types are generated from them."""
