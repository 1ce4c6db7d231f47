package io.millrace.survival;

import io.millrace.operator.TaskContext;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.source.Split;
import io.millrace.source.SplitFinder;
import io.millrace.source.SplitSource;
import io.millrace.source.Splits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Reads lists as splits, each as {@link ReplaySource} does, behind which one appears that has nothing. */
record SplitReplaySource(List<List<Event>> lists, int pauseEvery, Mishaps mishaps) implements SplitSource<Event> {

    /** Deals events to lists, each in the order that they had. */
    static SplitReplaySource of(List<Event> events, int lists, int pauseEvery, Mishaps mishaps) {
        List<List<Event>> dealt = new ArrayList<>();
        for (int list = 0; list < lists; list++) {
            int first = list;
            dealt.add(IntStream.range(0, events.size())
                    .filter(event -> event % lists == first)
                    .mapToObj(events::get)
                    .toList());
        }
        dealt.add(List.of());
        return new SplitReplaySource(dealt, pauseEvery, mishaps);
    }

    @Override
    public SplitFinder finder(TaskContext context) {
        mishaps.at(Hook.SOURCE_OPEN);
        return known -> {
            mishaps.at(Hook.SOURCE_FETCH);
            boolean all = !known.isEmpty();
            List<Split> found = IntStream.range(0, all ? lists.size() : lists.size() - 1)
                    .mapToObj(list -> new Split("list-" + list))
                    .toList();
            return all ? Splits.all(found) : Splits.soFar(found, Duration.ofMillis(2));
        };
    }

    @Override
    public SourceReader<Event> open(SourceContext context) {
        int list = Integer.parseInt(context.split().substring("list-".length()));
        return new ReplaySource(lists.get(list), pauseEvery, mishaps).open(context);
    }
}
