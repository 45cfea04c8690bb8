"""Makes search_corpus.tsv: what a search must find in the corpus, by other means than the product's.

Usage: python3 search_corpus.py ../../../shared/data/conversations.jsonl.gz > search_corpus.tsv
Needs the package snowballstemmer. Knows nothing of PostgreSQL: words are found by walking each text.
"""

import gzip
import json
import re
import sys
import unicodedata

import snowballstemmer

# Which conversations (a language, a language and a source, or all), the tenant's search language, and what
# is searched for.
QUERIES = [
    ("all", "simple", [
        "refund", "REFUND", "refunded", '"gift card"', '"card gift"', "restau* vegetarian", "mañana", "manana",
        '"thank you so much"', "cappuccino", "uber lyft", "don't worry", "o'clock", "zeppelin xylophone",
        "commande", "café", "cafe", '"je voudrais"', "réservation pour", "pedido", '"mi pedido"',
        "dirección", "direccion", "envío", "não", "entrega", "olá", "encomenda", "können", "konnen",
        "straße", '"einen Tisch"', "ordine", "perché", "spedizioni", "grazie", "robots",
        "goedemorgen", "компьютер", "ты", "что", "酒店", "地铁", "谢谢", "您好", "店酒",
        "北京", "호텔", "식당", "감사", "الطلب", "شكرا", "مرحبا", "🙏", "👍", "🎉", "!!!", "10:30",
    ]),
    ("fr", "french", ["commande", "commandes", '"commandes"', "commander", "réserver", "livraison", "restaurants", "colis"]),
    ("es", "spanish", ["pedido", "pedidos", '"pedidos"', "cancelar", "cancelado", "envíos", "cuesta", "gracia"]),
    ("pt", "portuguese", ["pedido", "pedidos", "entrega", "entregas", "cancelar", "números", "chegaram"]),
    ("de", "german", ["bestellung", "bestellungen", "karten", "restaurants", "reservieren", "plätze", "tische"]),
    ("it", "italian", ["ordini", "ordine", "spedizioni", "consegnare", "computer", "robot"]),
    ("nl", "dutch", ["computers", "mensen", "robots", "vragen", "talen"]),
    ("ru", "russian", ["компьютеры", "люди", "роботы", "языке"]),
    ("ar", "arabic", ["طلب", "الطلب", "شحن", "مرحبا"]),
    ("ko", "simple", ["호텔", "식당 추천", "관광"]),
    ("zh", "english", ["酒店", "谢谢", "门票"]),
    ("en taskmaster-4", "english", [
        "coffee", "coffees", '"coffees"', "ordering", "ordered", '"ordered"', "pumps", "shots espresso", "stores",
        "latt*", "pick up",
    ]),
]
# The dictionaries of PostgreSQL 15 are of that name; later ones call it something else.
STEMMERS = {"dutch": "dutch_porter"}
SPECIAL = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "th", "ð": "d"}


def fold(text):
    """Without case and accents (of Latin and Greek letters, and ё)."""
    if text.isascii():
        return text.lower()
    out = []
    for c in text.lower():
        c = SPECIAL.get(c, c)
        if len(c) == 1 and (ord(c) < 0x400 or 0x1E00 <= ord(c) < 0x2000 or c == "ё"):
            c = "".join(d for d in unicodedata.normalize("NFD", c) if not unicodedata.combining(d))
        out.append(c)
    return "".join(out)


def alone(c):
    """Scripts without blanks: each character is a word."""
    return any(a <= c <= b for a, b in ["\u3040\u30ff", "\u3400\u4dbf", "\u4e00\u9fff", "\uac00\ud7af", "\uf900\ufaff"])


def words(text):
    """Runs of letters, digits, marks and symbols such as emoji, in lower case."""
    if text.isascii():
        return re.findall("[a-z0-9]+", text.lower())
    found, run = [], ""
    for c in text.lower():
        kind = unicodedata.category(c)
        inside = kind[0] in "LN" or kind in ("Mn", "Mc", "So", "Sk") and ord(c) > 0xFF and not 0xFE00 <= ord(c) <= 0xFE0F
        if inside and not alone(c):
            run += c
            continue
        if run:
            found.append(run)
            run = ""
        if inside:
            found.append(c)
    return found + [run] if run else found


def terms(query):
    """(words, may go on, quoted) of each thing that must be there."""
    for place, part in enumerate(query.split('"')):
        for token in [part] if place % 2 else part.split():
            if words(token):
                yield [fold(w) for w in words(token)], token.endswith("*"), bool(place % 2), words(token)


def main():
    conversations = [json.loads(line) for line in gzip.open(sys.argv[1], "rt")]
    print("conversations\tsearch language\tquery\thits")
    for chosen, language, queries in QUERIES:
        stem = None
        if language != "simple":
            stemmer = snowballstemmer.stemmer(STEMMERS.get(language, language))
            cache = {}

            def stem(word, stemmer=stemmer, cache=cache):
                if word not in cache:
                    cache[word] = fold(stemmer.stemWord(word))
                return cache[word]

        # By word and by stem, the texts that hold it.
        texts, holders, stems = [], {}, {}
        for one in conversations:
            if chosen in ("all", one["language"], one["language"] + " " + one["source"]):
                for message in one["messages"]:
                    raw = words(message["text"])
                    folded = [fold(w) for w in raw]
                    for word, raw_word in set(zip(folded, raw)):
                        holders.setdefault(word, set()).add(len(texts))
                        if stem:
                            stems.setdefault(stem(raw_word), set()).add(len(texts))
                    texts.append(folded)

        def found(term):
            want, goes_on, quoted, raw = term
            last = [w for w in holders if w.startswith(want[-1])] if goes_on else want[-1:]
            ids = set().union(*(holders.get(w, ()) for w in last))
            for word in want[:-1]:
                ids &= holders.get(word, set())

            def follows(text):
                return any(text[at:at + len(want) - 1] == want[:-1] and text[at + len(want) - 1] in last
                           for at in range(len(text) - len(want) + 1))

            last = set(last)
            ids = {i for i in ids if len(want) == 1 or follows(texts[i])}
            if stem and len(want) == 1 and not goes_on and not quoted:
                ids |= stems.get(stem(raw[0]), set())
            return ids

        for query in queries:
            wanted = [found(term) for term in terms(query)]
            print(chosen, language, query, len(set.intersection(*wanted)) if wanted else "refused", sep="\t", flush=True)


main()
