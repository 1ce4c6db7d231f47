package io.millrace.systems.feed;

import static io.millrace.window.Aggregates.collect;
import static io.millrace.window.Aggregates.sumLong;
import static io.millrace.window.Aggregates.topN;

import io.millrace.Pipeline;
import io.millrace.source.Source;
import io.millrace.table.Table;
import io.millrace.table.Tables;
import java.util.List;

/** How feeds are made: by tables alone, so that whatever changes, each feed is what a query over all that is known would give. */
final class FeedPipeline {

    static final String VIEW = "feeds";

    /** How many posts of an author, and of a feed, are looked at. */
    static final int MOST = 20;

    private FeedPipeline() {}

    /**
     * What members do.
     *
     * @param connections who follows whom
     * @param posts what they say
     * @param reactions what they do about it
     */
    record Inputs(Source<Connection> connections, Source<Post> posts, Source<Reaction> reactions) {}

    /**
     * What an author says to one who follows.
     *
     * @param member who follows
     * @param posts the best of the author's
     */
    record Heard(String member, List<Ranked> posts) {}

    /**
     * What a member is shown.
     *
     * @param posts the best first
     */
    record Feed(List<Ranked> posts) {

        static Feed of(List<Heard> heard) {
            return new Feed(heard.stream()
                    .flatMap(each -> each.posts().stream())
                    .sorted(Ranked.BEST_FIRST)
                    .limit(MOST)
                    .toList());
        }
    }

    static Pipeline of(Inputs inputs) {
        Pipeline pipeline = Pipeline.create("feed");
        // tag::feed
        Table<String, Long> reactions = pipeline.source("reactions", inputs.reactions())
                .typed(Reaction.class)
                .keyBy(Reaction::slot, Reaction.Slot.class)
                .join(Tables.upserts("latest reactions", Reaction::row, Reaction.class))
                .groupBy(Reaction::post, String.class)
                .aggregate("reactions to posts", sumLong(Reaction::weight));
        Table<String, List<Ranked>> best = pipeline.source("posts", inputs.posts())
                .typed(Post.class)
                .keyBy(Post::id, String.class)
                .join(Tables.latest("latest posts", Post.class))
                .join(reactions)
                .left("ranked", Ranked::of)
                .typed(Ranked.class)
                .groupBy(ranked -> ranked.post().author(), String.class)
                .aggregate("best of authors", topN(MOST, Ranked.WORST_FIRST));
        pipeline.source("connections", inputs.connections())
                .typed(Connection.class)
                .keyBy(Connection::pair, Connection.Pair.class)
                .join(Tables.upserts("latest connections", Connection::row, Connection.class))
                .join(best, Connection::author)
                .inner("heard", (connection, posts) -> new Heard(connection.member(), posts))
                .typed(Heard.class)
                .groupBy(Heard::member, String.class)
                .aggregate("all heard", collect())
                .map(Feed::of)
                .typed(Feed.class)
                .view(VIEW);
        // end::feed
        return pipeline;
    }
}
