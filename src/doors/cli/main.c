/*
 * Where the program starts: the one place that knows every door.
 */
#include "doors/cli/cli.h"
#include "doors/peer/peer.h"
#include "doors/web/web.h"

int
main(int argc, char **argv)
{
    static const struct cli_doors doors = {
        .dial = peer_dial,
        .hang_up = peer_hang_up,
        .fetch = peer_fetch,
        .open_peer = peer_open,
        .open_web = web_open,
        .open_metrics = web_metrics_open,
        .close = peer_close,
    };

    return cli_main(argc, argv, &doors);
}
