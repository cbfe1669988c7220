"""How a change is refused before anything is written: what is wrong, and the remedy."""

from minerva.model.errors import MinervaError

RefusedError = MinervaError
