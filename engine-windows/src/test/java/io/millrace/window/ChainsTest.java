package io.millrace.window;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.average;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.countDistinct;
import static io.millrace.window.Aggregates.distinct;
import static io.millrace.window.Aggregates.filtering;
import static io.millrace.window.Aggregates.first;
import static io.millrace.window.Aggregates.last;
import static io.millrace.window.Aggregates.mapping;
import static io.millrace.window.Aggregates.max;
import static io.millrace.window.Aggregates.min;
import static io.millrace.window.Aggregates.sumDouble;
import static io.millrace.window.Aggregates.sumLong;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingDouble;
import static java.util.Comparator.comparingLong;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChainsTest {

    record Transaction(String id, String user, double amount, long units, String country, Instant time) {}

    record Burst(long count, Transaction last) {}

    record Trip(Set<String> countries, Transaction last, long count) {}

    record Alert(String user, Instant start, Instant end, Burst burst) {}

    static KeyedStream<String, Transaction> keyed(Pipeline pipeline) {
        EventStream<Transaction> s = null;
        return s.keyBy(Transaction::user);
    }

    @Test
    void x() {
        EventStream<Transaction> transactions = null;
        WindowedResults<String, Transaction, Burst> bursts = transactions
                .keyBy(Transaction::user)
                .window(Windows.tumbling(ofMinutes(5)))
                .allowedLateness(ofSeconds(10))
                .aggregate("velocity", allOf(count(), last(), Burst::new), Emit.whenFirst(burst -> burst.count() > 3));
        EventStream<Alert> alerts = bursts.map(w -> new Alert(w.key(), w.start(), w.end(), w.value()));
        EventStream<Transaction> late = bursts.late();
        WindowedResults<String, Transaction, Long> counts = transactions
                .keyBy(Transaction::user)
                .window(Windows.session(ofHours(1)))
                .aggregate("c", count(), Emit.whenFirst(count -> count > 3));
        transactions
                .keyBy(Transaction::user)
                .window(Windows.session(ofHours(1)))
                .aggregate("c", count(), Emit.onUpdate());
        transactions
                .keyBy(t -> t.user())
                .window(Windows.session(ofHours(1)))
                .aggregate("c", sumLong(t -> t.units()))
                .map(w -> w.value() + 1);
        transactions
                .keyBy(t -> t.user())
                .window(Windows.session(ofHours(1)))
                .aggregate("c", sumDouble(Transaction::amount))
                .map(w -> w.value() + 1);
        transactions
                .keyBy(t -> t.user())
                .window(Windows.session(ofHours(1)))
                .aggregate("c", average(t -> t.amount()))
                .map(w -> w.value() + 1);
        transactions
                .keyBy(t -> t.user())
                .window(Windows.tumblingWithOffset(ofHours(1), ofMinutes(3)))
                .aggregate(
                        "c",
                        allOf(distinct(Transaction::country), last(), count(), Trip::new),
                        Emit.whenFirst(t -> t.countries().size() > 1))
                .map(w -> w.value().last().id());
        transactions
                .keyBy(t -> t.user())
                .window(Windows.tumblingWithOffset(ofHours(1), ofMinutes(3)))
                .aggregate(
                        "c",
                        allOf(distinct(t -> t.country()), last(), (a, b) -> a.size() + b.id()),
                        Emit.whenFirst(s -> s.length() > 1))
                .map(w -> w.value().length());
        transactions
                .keyBy(t -> t.user())
                .window(Windows.tumbling(ofHours(1)))
                .aggregate("m", max(comparing(Transaction::time)))
                .map(w -> w.value().amount());
        transactions
                .keyBy(t -> t.user())
                .window(Windows.tumbling(ofHours(1)))
                .aggregate("m", min(comparingDouble(Transaction::amount)))
                .map(w -> w.value().amount());
        transactions
                .keyBy(t -> t.user())
                .window(Windows.tumbling(ofHours(1)))
                .aggregate("m", allOf(first(), last(), (a, b) -> b.amount() - a.amount()))
                .map(w -> w.value() + 1.0);
        transactions
                .keyBy(t -> t.user())
                .window(Windows.tumbling(ofHours(1)))
                .aggregate("m", mapping(t -> t.country(), countDistinct(c -> c.toLowerCase())))
                .map(w -> w.value() + 1L);
        transactions
                .keyBy(t -> t.user())
                .window(Windows.tumbling(ofHours(1)))
                .aggregate("m", mapping(Transaction::country, countDistinct(c -> c.toLowerCase())))
                .map(w -> w.value() + 1L);
        transactions
                .keyBy(t -> t.user())
                .window(Windows.tumbling(ofHours(1)))
                .aggregate("m", filtering(t -> t.amount() > 3, count()))
                .map(w -> w.value() + 1L);
        transactions
                .keyBy(t -> t.user())
                .window(Windows.tumbling(ofHours(1)))
                .aggregate("m", allOf(count(), filtering(t -> t.amount() > 3, count()), (a, n) -> a - n))
                .map(w -> w.value() + 1L);
        transactions
                .keyBy(t -> t.user())
                .window(Windows.tumbling(ofHours(1)))
                .aggregate(
                        "m",
                        allOf(sumLong(t -> t.units()), max(comparingLong(Transaction::units)), (a, n) -> a - n.units()))
                .map(w -> w.value() + 1L);
    }
}
