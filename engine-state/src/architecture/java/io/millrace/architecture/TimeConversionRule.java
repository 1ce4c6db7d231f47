package io.millrace.architecture;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** Conversions of the JDK throw for what is too long; the engine's own saturate, and are in one place. */
final class TimeConversionRule {
    private static final Pattern THROWS =
            Pattern.compile("java/time/(?:Duration\\.(?:toMillis|toNanos)|Instant\\.toEpochMilli)\\(.*"
                    + "|java/util/concurrent/TimeUnit\\.convert\\(Ljava/time/Duration;.*");

    private static final String CONVERTS = "io.millrace.state.time.Times";

    private TimeConversionRule() {}

    /** Calls of conversions that may throw, and of others that belong to the one place. */
    static List<String> violations(Collection<ClassReferences> classes) {
        return classes.stream()
                .filter(each -> !each.typeName().equals(CONVERTS))
                .flatMap(each -> each.methods().stream()
                        .filter(method -> THROWS.matcher(method).matches())
                        .map(method -> each.className() + " calls " + method))
                .toList();
    }
}
