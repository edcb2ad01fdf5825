"""Notices risk in what people type, and knows whom to call in each nation. Pure: content and text in, values out."""
