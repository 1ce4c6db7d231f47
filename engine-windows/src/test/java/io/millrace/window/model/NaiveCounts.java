package io.millrace.window.model;

import io.millrace.window.model.EmitKind.Look;
import io.millrace.window.model.EmitKind.Rule;
import io.millrace.window.spi.PaneInfo;
import io.millrace.window.spi.PaneInfo.Timing;
import java.util.ArrayList;
import java.util.List;

/** What windows of so many events mean: each result from the list of all events of its key. */
final class NaiveCounts extends Expected {

    private final RandomPipeline pipeline;
    private final List<Event> events = new ArrayList<>();

    private NaiveCounts(RandomPipeline pipeline) {
        this.pipeline = pipeline;
    }

    static NaiveCounts run(RandomPipeline pipeline) {
        NaiveCounts model = new NaiveCounts(pipeline);
        pipeline.steps().stream().filter(Step::isEvent).map(Step::event).forEach(model::onEvent);
        return model;
    }

    private void onEvent(Event event) {
        events.add(event);
        List<Event> ofKey =
                events.stream().filter(each -> each.key().equals(event.key())).toList();
        int slide = pipeline.windows().slide();
        boolean full = ofKey.size() % slide == 0;
        int from = pipeline.windows().size() == slide
                ? (ofKey.size() - 1) / slide * slide
                : Math.max(0, ofKey.size() - pipeline.windows().size());
        emit(event.key(), ofKey.subList(from, ofKey.size()), full);
    }

    private void emit(String key, List<Event> window, boolean full) {
        Rule rule = pipeline.emit().rule();
        int emitted = 0;
        boolean now = false;
        for (int size = 1; size <= window.size(); size++) {
            emitted += now ? 1 : 0;
            now = rule.atEnd()
                    ? full && size == window.size()
                    : rule.onEvent(new Look(valueOf(window.subList(0, size)), emitted > 0));
        }
        if (now) {
            long first = window.stream().mapToLong(Event::time).min().orElseThrow();
            long last = window.stream().mapToLong(Event::time).max().orElseThrow();
            PaneInfo pane = new PaneInfo(full ? Timing.ON_TIME : Timing.EARLY, emitted, full || rule.once());
            add(new Result(key, first, new Span(first, last).end(), valueOf(window), last, pane));
        }
    }

    private Object valueOf(List<Event> window) {
        return pipeline.aggregate().of().apply(window);
    }
}
