package io.millrace.kafka;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Which topics a source reads.
 *
 * @param names their names; empty where there is a pattern
 * @param pattern what their names match, or null
 */
record Topics(List<String> names, Pattern pattern) implements Serializable {

    static Topics of(List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("Kafka.source(servers, topics) needs the name of a topic, or a pattern");
        }
        names.forEach(Topics::checked);
        return new Topics(names.stream().distinct().toList(), null);
    }

    static Topics matching(Pattern pattern) {
        return new Topics(List.of(), Objects.requireNonNull(pattern, "the pattern of topics must not be null"));
    }

    /** The name of a topic, as Kafka wants it. */
    static String checked(String name) {
        if (!name.matches("[A-Za-z0-9._-]{1,249}") || name.matches("\\.{1,2}")) {
            throw new IllegalArgumentException("a topic of Kafka cannot be called '" + name
                    + "'; names have 1 to 249 letters, digits, dots, underscores and hyphens");
        }
        return name;
    }

    @Override
    public String toString() {
        return pattern == null
                ? (names.size() == 1 ? "topic " : "topics ") + String.join(", ", names)
                : "topics that match " + pattern;
    }
}
