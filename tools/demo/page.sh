# demo/story.html: the story as a page without scripts.

write_page() {
    cat <<'END'
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>DEMONSTRATION: liaison, the story</title>
<style>
:root { color-scheme: light dark; }
body { font: 1rem/1.5 sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; }
.banner { border: 3px solid; padding: .5rem 1rem; font-weight: bold; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
li { overflow-wrap: anywhere; }
.proof { font-weight: bold; list-style-type: "\2713\00a0"; }
code { overflow-wrap: anywhere; }
td, th { text-align: left; padding: .2rem 1rem .2rem 0; vertical-align: top; }
</style>
</head>
<body>
<p class="banner">DEMONSTRATION: keys made now; no organisation named here issued any of this.
Ship, ports, crates and words are invented; the dialogue of the last two steps is told by a public press release, which
every record of it cites.</p>
<h1>Two nodes, one shared assessment, proven</h1>
<p>Three organisations, three processes on one machine, each with its own keys and its own log.
What stands here was checked while it happened.</p>
END
    awk -F '\t' '
        function safe(s) { gsub(/&/, "\\&amp;", s); gsub(/</, "\\&lt;", s); gsub(/>/, "\\&gt;", s); return s }
        $1 == "step" { if (n++) print "</ul>"; print "<h2>" n ". " safe($2) "</h2>\n<ul>" }
        $1 == "tell" { print "<li>" safe($2) "</li>" }
        $1 == "proof" { print "<li class=\"proof\">" safe($2) "</li>" }
        END { print "</ul>" }' scratch/story
    echo "<h2>Fingerprints</h2>"
    echo "<table>"
    for folder in eu un court-node; do
        echo "<tr><th scope=\"row\">${folder%-node}</th><td><code>$(fingerprint "$folder")</code></td></tr>"
    done
    echo "</table>"
    echo "<h2>To repeat</h2>"
    echo "<p>Check the court package, in the folder of the source:</p>"
    printf '<pre><code>%s</code></pre>\n' \
        "$(printf %s "$check" | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g' | sed 's/ --/ \\\n    --/g')"
    echo "<p>The folder of this page holds the nodes (eu, un, court-node), the package (court),"
    echo "what was taken in (in), and the logs. Made with $("$liaison" version)</p>"
    echo "</body>"
    echo "</html>"
}
