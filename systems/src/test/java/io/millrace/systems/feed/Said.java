package io.millrace.systems.feed;

import io.millrace.systems.feed.FeedPipeline.Feed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * What members have done, in the order in which they did; and the feeds that come of it, by a query over all of it.
 *
 * @param connections who follows whom
 * @param posts what they say
 * @param reactions what they do about it
 */
record Said(List<Connection> connections, List<Post> posts, List<Reaction> reactions) {

    private static final String[] MEMBERS = {"ada", "bob", "cid", "dan", "eve", "fay"};
    private static final int POSTS = 60;
    private static final long HOUR = 3_600_000;

    static Said of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Said said = new Said(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < POSTS; i++) {
            said.posts.add(new Post("p" + i, any(random, MEMBERS), "text " + i, random.nextLong(24 * HOUR)));
        }
        for (int i = 0; i < 5 * POSTS; i++) {
            said.reactions.add(new Reaction(
                    "p" + random.nextInt(POSTS),
                    any(random, MEMBERS),
                    any(random, Reaction.Kind.values()),
                    random.nextInt(4) == 0));
        }
        for (int i = 0; i < POSTS; i++) {
            said.connections.add(new Connection(any(random, MEMBERS), any(random, MEMBERS), random.nextInt(3) != 0));
        }
        return said;
    }

    /** This, and then that. */
    Said and(Said next) {
        return new Said(both(connections, next.connections), both(posts, next.posts), both(reactions, next.reactions));
    }

    private static <T> List<T> both(List<T> one, List<T> other) {
        List<T> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }

    @SafeVarargs
    private static <T> T any(SplittableRandom random, T... all) {
        return all[random.nextInt(all.length)];
    }

    Map<String, Feed> feeds() {
        Map<Connection.Pair, Connection> latest = new LinkedHashMap<>();
        connections.forEach(each -> latest.put(each.pair(), each));
        Map<String, Post> latestPosts = new LinkedHashMap<>();
        posts.forEach(each -> latestPosts.put(each.id(), each));
        Map<String, Feed> feeds = new TreeMap<>();
        for (String member : MEMBERS) {
            List<Ranked> ranked = latestPosts.values().stream()
                    .filter(post -> latest.values().stream()
                            .anyMatch(each -> each.follows()
                                    && each.member().equals(member)
                                    && each.author().equals(post.author())))
                    .map(post -> new Ranked(post, weight(post)))
                    .sorted(Ranked.BEST_FIRST)
                    .limit(FeedPipeline.MOST)
                    .toList();
            if (!ranked.isEmpty()) {
                feeds.put(member, new Feed(ranked));
            }
        }
        return feeds;
    }

    private long weight(Post post) {
        Map<Reaction.Slot, Reaction> latest = new LinkedHashMap<>();
        reactions.stream().filter(each -> each.post().equals(post.id())).forEach(each -> latest.put(each.slot(), each));
        return latest.values().stream()
                .filter(each -> !each.taken())
                .mapToLong(Reaction::weight)
                .sum();
    }
}
