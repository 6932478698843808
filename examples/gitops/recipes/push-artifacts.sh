#!/bin/sh
# Push each folder of a tree to a registry: deploy/production/shop becomes REPOSITORY/production/shop:TAG.
# usage: push-artifacts.sh REPOSITORY TAG, at the top of the repository, logged in to the registry
set -eu
repository=$1
tag=$2
commit=$(git rev-parse HEAD)
address=$(git remote get-url origin)
for folder in deploy/*/*/; do
  name=${folder#deploy/}
  case $name in
    */_environment/) name=${name%/*/}/oamc-environment/ ;; # names in a registry begin with a letter or a digit
  esac
  flux push artifact "$repository/${name%/}:$tag" \
    --path="$folder" --source="$address" --revision="$tag@sha1:$commit" --reproducible
done
