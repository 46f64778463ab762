#!/usr/bin/env bash
# What the tests need besides Python packages: Chromium, Java with Maven, and Neo4j's jars.
#
#   tests/setup.sh             get what is missing; system packages only as root or with CI=true, else say how
#   tests/setup.sh --possible  exit 0 if all of it is here
set -euo pipefail
cd "$(dirname "$0")/.."

jars=.cache/neo4j/lib
pom=tests/neo4j/pom.xml

has_chromium() { [ -x "${KG_CHROMIUM:-/usr/bin/chromium}" ]; }
# `type -P` sees programs only: `command -v` would find a function of that name, too.
has_java_maven() { type -P java >/dev/null && type -P mvn >/dev/null; }
has_jars() { [ -f "$jars/.complete" ] && cmp -s "$pom" "$jars/.complete"; }

if [ "${1:-}" = --possible ]; then
    has_chromium && has_java_maven && has_jars
    exit
fi

missing=()
has_chromium || missing+=(chromium)
has_java_maven || missing+=(openjdk-17-jre-headless maven)
if [ ${#missing[@]} -gt 0 ]; then
    if ! command -v apt-get >/dev/null; then
        echo "install ${missing[*]} to run the tests with a browser and with Neo4j" >&2
    elif [ "$(id -u)" = 0 ]; then
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
    elif [ "${CI:-}" = true ]; then
        sudo apt-get update -qq && sudo DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
    else
        echo "for the tests with a browser and with Neo4j: sudo apt-get install ${missing[*]}" >&2
    fi
fi

if has_java_maven && ! has_jars; then
    mvn --quiet --batch-mode --file "$pom" dependency:copy-dependencies \
        -DoutputDirectory="$PWD/$jars" -DincludeScope=runtime
    cp "$pom" "$jars/.complete"
fi
