// What is least sure: which papers name a thing with the lowest scores, and in which words? These are worth a look first.
// Parameters:
//   label: STRING = '' # only things of this label, such as Dataset; of all labels if left out
//   most: INTEGER = 50 # how many to list
// Columns: score, edge, label, name, paper, place, words
// Example: kg query least_sure -p label=Dataset

// `place` is the first place where the paper names it. `kg reject` takes such a thing out of the graph for good.

MATCH (p:Paper)-[r:MENTIONS|USES|INTRODUCES|ADDRESSES]->(o)
WHERE $label IS NULL OR head(labels(o)) = $label
WITH r.score AS score, p.id AS paper, o.id AS key
ORDER BY score, paper, key
LIMIT $most
MATCH (p:Paper)-[r:MENTIONS|USES|INTRODUCES|ADDRESSES]->(o)
WHERE p.id = paper AND o.id = key
WITH score, paper, key, p, r, o, r.evidence[0] AS place, split(r.evidence[0], ':') AS parts
RETURN score, type(r) AS edge, head(labels(o)) AS label, o.name AS name, paper, place,
       substring(CASE parts[0] WHEN 'title' THEN p.title ELSE p.abstract END, toInteger(parts[1]),
       toInteger(parts[2]) - toInteger(parts[1])) AS words
ORDER BY score, paper, key
