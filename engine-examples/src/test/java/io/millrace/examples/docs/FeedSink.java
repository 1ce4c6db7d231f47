package io.millrace.examples.docs;

import io.millrace.operator.Batch;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

// tag::sink[]
/**
 * Appends texts to a feed: {@code POST feed}, one in a line. They are safe when that answers 200.
 *
 * @param feed where it is
 */
record FeedSink(URI feed) implements Sink<String> {

    @Override
    public boolean blocking() {
        return true;
    }

    @Override
    public SinkWriter<String> open(SinkContext context) {
        return new Writer(feed);
    }

    private static final class Writer implements SinkWriter<String> {

        private static final Duration TIMEOUT = Duration.ofSeconds(10);
        private static final int MOST = 1_000;

        private final HttpClient client = HttpClient.newHttpClient();
        private final List<String> texts = new ArrayList<>();
        private final URI feed;

        Writer(URI feed) {
            this.feed = feed;
        }

        @Override
        public void write(Batch<String> batch) throws Exception {
            for (int row = 0; row < batch.size(); row++) {
                texts.add(batch.value(row));
            }
            if (texts.size() >= MOST) {
                flush();
            }
        }

        @Override
        public void flush() throws Exception {
            if (texts.isEmpty()) {
                return;
            }
            var post = HttpRequest.newBuilder(feed)
                    .timeout(TIMEOUT)
                    .POST(BodyPublishers.ofString(String.join("\n", texts)));
            var answer = client.send(post.build(), BodyHandlers.discarding());
            if (answer.statusCode() != 200) {
                throw new IOException(feed + " has not taken " + texts.size() + " texts: " + answer.statusCode());
            }
            texts.clear();
        }

        @Override
        public void finish() throws Exception {
            flush();
        }
    }
}
// end::sink[]
