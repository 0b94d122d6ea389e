"""A digest as four words that two people can compare by eye or telephone.

They stand for its first four bytes: enough to notice a mix-up, while the proof is the whole digest.
"""

from __future__ import annotations

_LIST = """
    acorn agent alarm album amber angle apple april apron arrow atlas attic badge baker
    banjo barn basin beach bell bench berry birch bird bloom boat bone book boot bottle
    bowl brain brass bread brick bridge broom brush bucket bus button cabin cable cactus
    cake camel candle canoe card carpet castle cedar chain chair chalk cheese cherry chess
    child circle clay cliff clock cloud clover coach coast coffee coin comet copper coral
    corn cotton crane crayon creek cricket crown cup curtain daisy dance deer desert desk
    diamond dinner doctor dog donkey door dragon dress drum duck dust eagle earth echo
    elbow elm engine fabric falcon farm feather fence fern ferry field finger fire fish
    flag flame flute forest fork fossil fountain fox friend frog garden garlic gate ghost
    giant ginger glass glove goat gold grape grass guitar hammer harbor hat hazel heart
    hedge helmet hill honey horse hotel house ice ink iron island ivory ivy jacket jar
    jewel juice jungle kettle key king kite kitten ladder lake lamp laurel leaf lemon
    letter lily lion lizard lobster magnet maple marble market mask meadow melon metal
    milk mill mirror mist monkey moon moss motor mountain mouse museum nail needle nest
    north novel nurse oak ocean olive onion opera orange orchid otter oven owl oyster
    paint palm panda paper parrot pearl pebble pencil pepper piano pilot pine planet plum
    pocket pond potato prince pumpkin queen quilt rabbit radio rain raven ribbon rice
    river robin rocket rope rose saddle sailor salt sand school shell shoe silver snow
    spoon tiger tower wagon
"""

WORDS: tuple[str, ...] = tuple(_LIST.split())
"""256 short plain words; a byte's value is its word's place. The order never changes."""


def words(digest: str) -> str:
    """Return the four words of a digest in hexadecimal; nothing for an empty one."""
    return " ".join(WORDS[byte] for byte in bytes.fromhex(digest)[:4])
