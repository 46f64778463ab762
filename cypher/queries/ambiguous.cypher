// Which names are short forms that papers use for several things, and for which? What most papers mean comes first.
// Parameters: least: INTEGER = 1 # how many papers must use one
// Columns: label, name, papers, ambiguous
// Example: kg query ambiguous

MATCH (n)
WHERE size(n.ambiguous) > 0 AND n.papers >= $least
RETURN head(labels(n)) AS label, n.name AS name, n.papers AS papers, n.ambiguous AS ambiguous
ORDER BY papers DESC, label, name, n.id
