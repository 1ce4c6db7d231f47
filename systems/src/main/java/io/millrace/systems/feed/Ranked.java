package io.millrace.systems.feed;

import java.util.Comparator;

/**
 * A post and what it is worth.
 *
 * @param post the post
 * @param reactions what all reactions to it count
 */
record Ranked(Post post, long reactions) {

    static final Comparator<Ranked> WORST_FIRST = Comparator.comparingDouble(Ranked::rank)
            .thenComparing(each -> each.post().id());

    static final Comparator<Ranked> BEST_FIRST = WORST_FIRST.reversed();

    private static final double HOUR = 3_600_000;
    private static final double HOURS_FOR_TWICE_THE_REACTIONS = 2;

    /** Null is that nobody has reacted. */
    static Ranked of(Post post, Long reactions) {
        return new Ranked(post, reactions == null ? 0 : reactions);
    }

    /** Twice the reactions are worth two hours: so ranks do not change as time goes by. */
    double rank() {
        return (double) post.millis() / HOUR
                + HOURS_FOR_TWICE_THE_REACTIONS * Math.log1p((double) reactions) / Math.log(2);
    }
}
