package io.millrace.window.spi;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.WatermarkGenerator;
import io.millrace.time.Watermarks;
import java.util.Iterator;
import java.util.List;

/** Events and watermarks in a given order: a batch ends with a watermark, so that this one has the same place in any run. */
record Feed<E>(List<Feed.Item<E>> items) implements Source<Feed.Item<E>> {

    /** An event, or a watermark when there is none. */
    record Item<E>(E event, long time) {

        boolean isWatermark() {
            return event == null;
        }
    }

    /** The events, with their timestamps. */
    static <E> EventStream<E> events(Pipeline pipeline, List<Item<E>> items) {
        return pipeline.source("feed", new Feed<>(items))
                .timestamps(Timestamps.millis(Item::time), Watermarks.custom(Told::new))
                .filter(item -> !item.isWatermark())
                .map(Item::event);
    }

    @Override
    public SourceReader<Item<E>> open(SourceContext context) {
        Iterator<Item<E>> left = items.iterator();
        return batch -> fetch(left, batch);
    }

    private static <E> Fetch fetch(Iterator<Item<E>> left, Batch<Item<E>> batch) {
        boolean ended = false;
        while (left.hasNext() && !batch.isFull() && !ended) {
            Item<E> item = left.next();
            ended = item.isWatermark();
            batch.add(item);
        }
        return left.hasNext() ? Fetch.MORE : Fetch.END;
    }

    private static final class Told implements WatermarkGenerator<Item<?>> {
        private long watermark = EventTime.NONE;

        @Override
        public boolean onEvent(Item<?> item, long timestamp) {
            if (item.isWatermark()) {
                watermark = Math.max(watermark, item.time());
            }
            return false;
        }

        @Override
        public long watermark() {
            return watermark;
        }
    }
}
