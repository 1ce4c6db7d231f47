package io.millrace.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.operator.Aggregate;
import io.millrace.refusal.JobRefusedException.MissingSerdeException;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.serde.Serde;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Keys and values that are equal by more than their components: never two where their equals says one. */
class OwnEqualityTest {

    record Name(String text) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Name name && text.equalsIgnoreCase(name.text);
        }

        @Override
        public int hashCode() {
            return text.toLowerCase(Locale.ROOT).hashCode();
        }
    }

    record Place(Optional<Name> name, int number) {}

    private static final class NameSerde implements Serde<Name> {
        @Override
        public void write(Name name, DataOutput out) throws IOException {
            out.writeUTF(name.text());
        }

        @Override
        public Name read(DataInput in) throws IOException {
            return new Name(in.readUTF());
        }

        @Override
        public int hash(Name name) {
            return name.hashCode();
        }

        @Override
        public boolean immutable() {
            return true;
        }
    }

    private static Place place(String name) {
        return new Place(Optional.of(new Name(name)), 1);
    }

    private static EventStream<String> words(Pipeline pipeline) {
        return pipeline.source("words", Sources.of("a", "A", "b", "B", "a"))
                .timestamps(Timestamps.millis(word -> 0L), Watermarks.ascending());
    }

    private static Pipeline counts(Pipeline pipeline) {
        words(pipeline)
                .keyBy(word -> place(word), Place.class)
                .window(Windows.tumbling(Duration.ofSeconds(1)))
                .aggregate("count", Aggregates.count())
                .map(result -> result.key().name().orElseThrow().text().toLowerCase(Locale.ROOT) + result.value())
                .to("out", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldRefuseThemAsKeysWhenTheJobStarts() {
        try (Engine engine = Engine.create()) {
            assertThatThrownBy(() -> engine.start(counts(Pipeline.create("names"))))
                    .isInstanceOf(MissingSerdeException.class)
                    .hasMessageContaining("Record " + Place.class.getName() + ", component 'name'")
                    .hasMessageContaining("Keys of record " + Name.class.getName())
                    .hasMessageContaining("it has an equals of its own")
                    .hasMessageContaining("register a Serde of your own for Name")
                    .hasMessageContaining("pipeline.serde(...)");
        }
    }

    @Test
    void shouldTakeThemAsKeysByASerdeOfTheirOwn() {
        Pipeline pipeline = counts(Pipeline.create("names").serde(Name.class, new NameSerde()));

        Simulation run = Simulation.of(pipeline).run();

        assertThat(run.output("out")).containsExactlyInAnyOrder("a3", "b2");
    }

    @Test
    void shouldRefuseArraysAsValuesSinceTheyEqualNothing() {
        List<Aggregate<String, ?, ?>> aggregates = List.of(
                Aggregates.countDistinct((String word) -> word.getBytes(StandardCharsets.UTF_8)),
                Aggregates.distinct((String word) -> word.toCharArray()),
                Aggregates.groupingBy((String word) -> new String[] {word}, Aggregates.count()),
                Aggregates.latestBy((String word) -> new int[] {1}, Aggregates.count()));
        for (Aggregate<String, ?, ?> aggregate : aggregates) {
            Pipeline pipeline = Pipeline.create("names");
            words(pipeline)
                    .keyBy(word -> 1, Integer.class)
                    .window(Windows.tumbling(Duration.ofSeconds(1)))
                    .aggregate("names", aggregate)
                    .to("out", Sinks.discard());

            assertThatThrownBy(() -> Simulation.of(pipeline).run())
                    .hasMessageContaining("operator 'names' failed")
                    .hasMessageContaining("[]), which equals nothing but itself: use a List, or a record");
        }
    }

    @Test
    void shouldTakeThemAsValuesByTheirEquals() {
        Pipeline pipeline = Pipeline.create("names");
        words(pipeline)
                .keyBy(word -> 1, Integer.class)
                .window(Windows.tumbling(Duration.ofSeconds(1)))
                .aggregate(
                        "names",
                        Aggregates.allOf(
                                Aggregates.countDistinct((String word) -> place(word)),
                                Aggregates.distinct((String word) -> place(word)),
                                Aggregates.groupingBy((String word) -> place(word), Aggregates.count()),
                                (number, set, map) -> number + " " + set.size() + " " + map.values()))
                .map(WindowResult::value)
                .to("out", Sinks.discard());

        assertThat(Simulation.of(pipeline).run().output("out")).isEqualTo(List.of("2 2 [3, 2]"));
    }
}
