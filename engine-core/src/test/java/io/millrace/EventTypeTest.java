package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.SideOutput;
import io.millrace.source.Line;
import io.millrace.source.Sources;
import io.millrace.state.serde.Type;
import io.millrace.time.Watermarks;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a stream knows of the type of its events. */
class EventTypeTest {

    private sealed interface Move permits Buy, Sell {}

    private record Buy(String item) implements Move {}

    private record Sell(String item) implements Move {}

    private final Pipeline pipeline = Pipeline.create("types");
    private final EventStream<String> lines = pipeline.source("lines", Sources.lines(Path.of("lines")));

    @Test
    void shouldKnowTheEventsOfSources() {
        assertThat(lines.type()).isEqualTo(Type.of(String.class));
        assertThat(Sources.numberedLines(Path.of("lines")).eventType()).isEqualTo(Type.of(Line.class));
        assertThat(Sources.of(new Buy("a"), new Buy("b")).eventType()).isEqualTo(Type.of(Buy.class));
        assertThat(Sources.<Move>of(new Buy("a"), new Sell("b")).eventType()).isNull();
        assertThat(Sources.of(List.of("a")).eventType()).isNull();
        assertThat(Sources.of().eventType()).isNull();
        assertThat(Sources.generate(i -> new Buy("a" + i)).eventType()).isEqualTo(Type.of(Buy.class));
        assertThat(Sources.push(8).eventType()).isNull();
    }

    @Test
    void shouldKnowWhatAFunctionReturns() {
        EventStream<Buy> buys = lines.map(Buy::new);
        assertThat(buys.type()).isEqualTo(Type.of(Buy.class));
        assertThat(lines.map(List::of).type()).isNull();
        assertThat(buys.flatMap(List::of).type()).isNull();
    }

    @Test
    void shouldKeepTheTypeWhereTheEventsStay() {
        EventStream<Buy> buys = lines.map(Buy::new)
                .filter(buy -> true)
                .peek(buy -> {})
                .timestamps(buy -> Instant.EPOCH, Watermarks.ascending())
                .rebalance()
                .broadcast();
        assertThat(buys.type()).isEqualTo(Type.of(Buy.class));
        assertThat(buys.keyBy(Buy::item).eventType()).isEqualTo(Type.of(Buy.class));
        assertThat(buys.keyBy(Buy::item, String.class).eventType()).isEqualTo(Type.of(Buy.class));
    }

    @Test
    void shouldKnowMergedEventsWhereOneTypeHoldsBoth() {
        EventStream<Buy> buys = lines.map(Buy::new);
        EventStream<Sell> sells = lines.map(Sell::new);
        EventStream<Move> moves = lines.map(Buy::new);
        assertThat(buys.merge(lines.map(Buy::new)).type()).isEqualTo(Type.of(Buy.class));
        assertThat(moves.merge(sells).type()).isEqualTo(Type.of(Move.class));
        assertThat(buys.merge(pipeline.source("push", Sources.push(8))).type()).isNull();
        assertThat(pipeline.<Object>source("all", Sources.of("a", "b"))
                        .merge(sells)
                        .type())
                .isNull();
    }

    @Test
    void shouldTakeWhatIsSaidWithoutANode() {
        int nodes = pipeline.graph().nodes().size();
        EventStream<Buy> pushed = pipeline.source("push", Sources.push(8));
        assertThat(pushed.typed(Buy.class).filter(buy -> true).type()).isEqualTo(Type.of(Buy.class));
        EventStream<List<String>> lists = lines.map(List::of);
        assertThat(lists.typed(new Type<List<String>>() {})
                        .keyBy(list -> list.get(0))
                        .eventType())
                .isEqualTo(new Type<List<String>>() {});
        assertThat(pipeline.graph().nodes()).hasSize(nodes + 3);
        assertThat(lines.sideOutput(SideOutput.of("sells", Sell.class)).type()).isEqualTo(Type.of(Sell.class));
    }
}
