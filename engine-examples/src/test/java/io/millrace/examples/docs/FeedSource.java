package io.millrace.examples.docs;

import io.millrace.operator.Batch;
import io.millrace.refusal.JobRefusedException.UnreadableSourceException;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.state.serde.Type;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

// tag::source[]
/**
 * Reads a feed: {@code GET feed?after=17&most=100} answers the entries behind the 17th, one in a line: its number, a space, its text. There are no others yet when it answers nothing.
 *
 * @param feed where it is
 */
record FeedSource(URI feed) implements Source<FeedSource.Entry> {

    /** An entry, which has a number that is higher than those of all before. */
    record Entry(long number, String text) {}

    @Override
    public boolean blocking() {
        return true;
    }

    @Override
    public boolean interruptible() {
        return false;
    }

    @Override
    public Type<Entry> eventType() {
        return Type.of(Entry.class);
    }

    @Override
    public SourceReader<Entry> open(SourceContext context) {
        Reader reader = new Reader(feed, context);
        try {
            reader.ask(0);
        } catch (IOException | InterruptedException e) {
            throw new UnreadableSourceException(
                    "source '" + context.operator() + "': " + feed + " cannot be read: see whether its server runs", e);
        }
        return reader;
    }

    private static final class Reader implements SourceReader<Entry> {

        private static final Duration TIMEOUT = Duration.ofSeconds(10);
        private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

        private final HttpClient client = HttpClient.newHttpClient();
        private final URI feed;
        private final SourceContext context;
        private long last;

        Reader(URI feed, SourceContext context) {
            this.feed = feed;
            this.context = context;
            last = context.startPosition() == null ? 0 : (Long) context.startPosition();
        }

        List<String> ask(int most) throws IOException, InterruptedException {
            URI next = URI.create(feed + "?after=" + last + "&most=" + most);
            var answer =
                    client.send(HttpRequest.newBuilder(next).timeout(TIMEOUT).build(), BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(next + " has answered " + answer.statusCode());
            }
            return answer.body().lines().toList();
        }

        @Override
        public Fetch fetch(Batch<Entry> batch) throws Exception {
            List<String> lines = ask(batch.capacity());
            for (String line : lines) {
                int space = line.indexOf(' ');
                last = Long.parseLong(line.substring(0, space));
                String text = line.substring(space + 1);
                if (text.isBlank()) {
                    context.reject(line, new IOException("entry " + last + " of " + feed + " has no text"));
                } else {
                    batch.add(new Entry(last, text));
                }
            }
            if (!lines.isEmpty()) {
                return Fetch.MORE;
            }
            context.wakeAtNanos(context.clock().nanos() + PAUSE_NANOS);
            return Fetch.WAIT;
        }

        @Override
        public Object position() {
            return last;
        }
    }
}
// end::source[]
