package io.millrace.window;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.collect;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.countDistinct;
import static io.millrace.window.Aggregates.distinct;
import static io.millrace.window.Aggregates.filtering;
import static io.millrace.window.Aggregates.first;
import static io.millrace.window.Aggregates.groupingBy;
import static io.millrace.window.Aggregates.last;
import static io.millrace.window.Aggregates.latestBy;
import static io.millrace.window.Aggregates.mapping;
import static io.millrace.window.Aggregates.max;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.function.Fn;
import io.millrace.operator.Aggregate;
import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whose accumulators can be written, and what is to be done where not. */
class AccumulatorTypesTest {

    private record Visit(String user, List<String> pages) {}

    private static final class Users implements Aggregate<Visit, BitSet, Integer> {

        private static final long serialVersionUID = 1;

        @Override
        public BitSet create() {
            return new BitSet();
        }

        @Override
        public void add(BitSet users, Visit visit, long timestamp) {
            users.set(visit.user().length());
        }

        @Override
        public void merge(BitSet users, BitSet other) {
            users.or(other);
        }

        @Override
        public Integer result(BitSet users) {
            return users.cardinality();
        }
    }

    private static String form(Aggregate<? super Visit, ?, ?> aggregate, Type<?> events) {
        return aggregate.accumulatorSerde(SerdeRegistry.standard(), events).form();
    }

    private static void assertRefused(Aggregate<? super Visit, ?, ?> aggregate, Type<?> events, String... remedy) {
        assertThatThrownBy(() -> form(aggregate, events))
                .isInstanceOf(NoSerdeException.class)
                .hasMessageContainingAll(remedy);
    }

    @Test
    void shouldNeedNoEventTypeWhereNoEventIsKept() {
        Aggregate<Visit, ?, Optional<Object>> both =
                allOf(count(), distinct(Visit::user), (count, users) -> Optional.of(users));
        assertThat(form(both, null)).isEqualTo("pair<array<long>,set<string>>");
        assertThat(form(groupingBy(Visit::user, count()), null)).isEqualTo("groups<string,array<long>>");
        assertThat(form(mapping(Visit::user, first()), null)).isEqualTo("held<string>");
    }

    @Test
    void shouldSayHowToTellTheEventType() {
        assertRefused(first(), null, "first() keeps events", ".typed(Trade.class)");
        assertRefused(collect(), null, "collect() keeps events", ".typed(");
        assertRefused(max(Visit::user), null, "max() keeps events", ".typed(");
        assertRefused(filtering(visit -> true, last()), null, "last() keeps events", ".typed(");
        assertThat(form(filtering((Visit visit) -> true, last()), Type.of(Visit.class)))
                .isEqualTo("held<record{user:string?,pages:list<string>?}>");
    }

    @Test
    void shouldSayHowToTellWhatFunctionsReturn() {
        Type<List<String>> pages = new Type<>() {};
        assertRefused(distinct(Visit::pages), null, "distinct(...) keeps", "distinct(Fn.typed(function");
        assertRefused(countDistinct(Visit::pages), null, "countDistinct(Fn.typed(function");
        assertRefused(groupingBy(Visit::pages, count()), null, "groupingBy(Fn.typed(function");
        assertRefused(latestBy(Visit::pages, count()), Type.of(Visit.class), "latestBy(Fn.typed(function");
        assertRefused(latestBy(Visit::user, count()), null, "latestBy() keeps events", ".typed(Trade.class)");
        assertRefused(mapping(Visit::pages, last()), Type.of(Visit.class), "mapping(Fn.typed(function");
        assertThat(form(distinct(Fn.typed(Visit::pages, pages)), null)).isEqualTo("set<list<string>>");
        assertThat(form(countDistinct(Fn.typed(Visit::pages, pages)), null)).isEqualTo("set<list<string>>");
        assertThat(form(mapping(Fn.typed(Visit::pages, pages), last()), null)).isEqualTo("held<list<string>>");
    }

    @Test
    void shouldSayHowAnAggregateOfOnesOwnTellsItsType() {
        assertRefused(new Users(), Type.of(Visit.class), Users.class.getName(), "override accumulatorType");
    }
}
