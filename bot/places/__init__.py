"""Where somebody is: postcodes, towns and villages from an offline gazetteer, shared locations, and distance."""

from bot.places.distance import distance_km
from bot.places.gazetteer import Gazetteer, is_clear
from bot.places.mention import Mention
from bot.places.names import corrected
from bot.places.place import Place
from bot.places.postcode import Postcode, read_postcode

__all__ = ["Gazetteer", "Mention", "Place", "Postcode", "corrected", "distance_km", "is_clear", "read_postcode"]
