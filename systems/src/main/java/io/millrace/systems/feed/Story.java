package io.millrace.systems.feed;

import io.millrace.systems.common.Client;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Posts a few things and prints how a feed changes: what a visitor sees first. */
final class Story {

    private static final long MORNING = 1_700_000_000_000L;
    private static final long HOUR = 3_600_000;

    private final Client client;
    private final PrintStream out;

    Story(URI server, PrintStream out) {
        client = new Client(server);
        this.out = out;
    }

    void run() {
        try (Stream<String> feed = client.events("/feeds?key=ada")) {
            Iterator<String> changes = feed.iterator();
            post("/connections", new Connection("ada", "bob", true));
            post("/posts", new Post("p1", "bob", "We have moved.", MORNING));
            show(changes, "p1");
            post("/posts", new Post("p2", "bob", "Coffee is here.", MORNING + HOUR));
            show(changes, "p2, p1");
            post("/reactions", new Reaction("p1", "cid", Reaction.Kind.LIKE, false));
            show(changes, "p1 1, p2");
            post("/posts", new Post("p3", "dan", "I know a trick.", MORNING + HOUR + HOUR / 2));
            post("/connections", new Connection("ada", "dan", true));
            show(changes, "p1 1, p3, p2");
            post("/connections", new Connection("ada", "bob", false));
            show(changes, "p3");
        }
    }

    private void post(String path, Object body) {
        HttpResponse<String> answer = client.post(path, body);
        out.println("POST " + path + " " + Client.JSON.writeValueAsString(body) + "\n  " + answer.statusCode());
    }

    /** Waits until the feed has come to that. */
    private void show(Iterator<String> changes, String wanted) {
        String shown = "";
        while (!shown.equals(wanted)) {
            shown = text(Client.JSON.readValue(changes.next(), Row.class));
        }
        out.println("  ada's feed: " + shown);
    }

    private static String text(Row row) {
        return row.row() == null
                ? "nothing"
                : row.row().posts().stream()
                        .map(each -> each.post().id() + (each.reactions() == 0 ? "" : " " + each.reactions()))
                        .collect(Collectors.joining(", "));
    }

    /**
     * What a view tells.
     *
     * @param key whose feed
     * @param row the feed, null where there is none
     */
    record Row(String key, FeedPipeline.Feed row) {}
}
