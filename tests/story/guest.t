#!/bin/sh
# A small office without a server signs what it owes, by a file each way: with its passphrase,
# on a machine where nothing else is; and both nodes come to show it.
set -u
. "$(dirname "$0")/told.sh"
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
mkdir office

value() { # a member of the answer of a command
    name=$1
    shift
    need --json "$@"
    sed -n "s/^  \"$name\": \"\(.*\)\",\{0,1\}$/\1/p" said
}
stage() { # does this node show that state?
    need -C "$1" history "$record"
    grep -q "^stage $2\$" said
    result $? "$1 shows it as $2"
}

un=$(value id init un --id un --name UN --root-out un.root --no-passphrase)
eu=$(value id init eu --id eu --name EU --root-out eu.root --no-passphrase)
need -C un peer add eu - --fingerprint "$eu" --risks none
"$program" -C un serve --peer 127.0.0.1:0 >un.log 2>&1 &
server=$!
for turn in $(seq 100); do
    grep -q '^ready' un.log && break
    sleep 0.1
done
port=$(sed -n 's/^peer door .*[^0-9]//p' un.log)
need -C eu peer add un "https://127.0.0.1:$port" --fingerprint "$un" --risks none

echo 'seven words that are not in this file' >office/passphrase
export LIAISON_PASSPHRASE_FILE=office/passphrase
office=$(value id guest init office/keys --id office --name 'A small office')
unset LIAISON_PASSPHRASE_FILE
need -C eu peer add office - --fingerprint "$office" --risks none
cat >body <<END
{"core":{"title":[{"lang":"en","text":"Open the road by spring"}],
 "owners":[{"name":[{"lang":"en","text":"EU"}],"org":"$eu"},
           {"name":[{"lang":"en","text":"Office"}],"org":"$office"}]}}
END
need --json -C eu new commitment --body body --tlp green
record=$(sed -n 's/^  "id": "\(.*\)",*/\1/p' said)
need -C eu share "$record" --to un
need -C eu move "$record" propose
need -C eu sign "$record"
need -C eu guest out office "$record" letter
need -C eu sync un
need -C eu sync un
stage un proposed

# From here on the office has the letter, and eu's fingerprint by telephone.
run guest show letter --from "$eu"
grep -q 'Open the road by spring' said && grep -q '^you can *accept: Accept$' said
result $? "the office reads what it is asked, and what it can do"
refused 1 protected "keys under a passphrase do not open without" \
    guest sign letter --key office/keys --out reply
echo 'seven other words' >wrong
export LIAISON_PASSPHRASE_FILE=wrong
refused 1 'does not open' "nor with another" guest sign letter --key office/keys --out reply
export LIAISON_PASSPHRASE_FILE=office/passphrase
refused 1 'from another' "nor is a letter signed that is not from whom it should be" \
    guest sign letter --from "$un" --key office/keys --out reply
refused 1 'not possible' "nor what cannot be done now" \
    guest sign letter --move finish --set proof=P --key office/keys --out reply
[ ! -e reply ]
result $? "no answer was written"
run guest sign letter --from "$eu" --key office/keys --out reply
result $? "the office signs"
refused 1 'there already' "an answer is never written over" \
    guest sign letter --key office/keys --out reply
unset LIAISON_PASSPHRASE_FILE

sed 's/"accept"/"decline"/' reply >changed
refused 1 'does not hold' "a changed answer is refused" -C eu guest in changed
stage eu proposed
run -C eu guest in reply
result $? "the answer comes in"
stage eu accepted
need -C eu sync un
need -C eu sync un
stage un accepted
run --json -C eu guest in reply && grep -q '"known": true' said
result $? "once more it has no effect"
stage eu accepted
need -C eu verify --deep
need -C un verify --deep
echo "1..$count"
exit "$failed"
