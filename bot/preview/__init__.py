"""Every screen, card and way through the conversation on one page, as she will see it on her telephone.

For charities, translators and clinicians: `kith preview`. What `kith check` and `kith stale` say stands beside each.
"""

from bot.preview.watch import Following, serve

__all__ = ["Following", "serve"]
