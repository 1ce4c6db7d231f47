package io.millrace.systems.feed;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.http.Http;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.JournalSource;
import io.millrace.source.Sources;
import io.millrace.systems.common.Running;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** Keeps feeds over HTTP, until it is closed. What it knows is in a directory. */
final class FeedSystem implements AutoCloseable {

    private static final Duration SNAPSHOTS_APART = Duration.ofSeconds(1);

    private final Running running;

    /** Starts it, on what it has known before. */
    FeedSystem(Path data, int port) {
        JournalSource<Connection> connections = Sources.journal(data.resolve("connections"), Connection.class);
        JournalSource<Post> posts = Sources.journal(data.resolve("posts"), Post.class);
        JournalSource<Reaction> reactions = Sources.journal(data.resolve("reactions"), Reaction.class);
        running = Running.start(
                FeedPipeline.of(new FeedPipeline.Inputs(connections, posts, reactions)),
                JobOptions.parallelism(1)
                        .withSnapshots(Snapshots.in(data.resolve("snapshots")).every(SNAPSHOTS_APART)),
                job -> Http.on(port)
                        .ingest("/connections", connections)
                        .ingest("/posts", posts)
                        .ingest("/reactions", reactions)
                        .view(
                                "/feeds",
                                job.view(FeedPipeline.VIEW, String.class, FeedPipeline.Feed.class),
                                String.class),
                connections::close,
                posts::close,
                reactions::close);
    }

    Engine engine() {
        return running.engine();
    }

    Job job() {
        return running.job();
    }

    URI uri() {
        return running.uri();
    }

    @Override
    public void close() {
        running.close();
    }
}
