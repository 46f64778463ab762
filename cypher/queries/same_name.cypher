// Which things may be one and the same: which share a name, when case, spaces, hyphens and underscores are left out?
// Parameters: label: STRING = '' # only things of this label, such as Method; of all labels if left out
// Columns: form, papers, things
// Example: kg query same_name -p label=Dataset

// `things` are those that have the form among their names, those that most papers name first. `kg merge` makes two of
// one label one; a thing under two labels may have been taken for what it is not.

MATCH (n:Method|Dataset|Metric|Task)
WHERE $label IS NULL OR head(labels(n)) = $label
UNWIND n.aliases AS alias
WITH replace(replace(replace(toLower(alias), ' ', ''), '-', ''), '_', '') AS form, n.id AS key
WITH form, collect(DISTINCT key) AS keys
WHERE size(keys) > 1 AND form <> ''
UNWIND keys AS key
MATCH (n:Method|Dataset|Metric|Task)
WHERE n.id = key
WITH form, n
ORDER BY n.papers DESC, n.id
WITH form, sum(n.papers) AS papers,
     collect({id: n.id, label: head(labels(n)), name: n.name, papers: n.papers}) AS things
RETURN form, papers, things
ORDER BY papers DESC, form
