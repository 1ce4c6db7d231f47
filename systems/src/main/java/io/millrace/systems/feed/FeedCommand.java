package io.millrace.systems.feed;

import io.millrace.systems.common.DataFolder;
import io.millrace.systems.common.ServerOptions;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command line of the feeds. */
@Command(
        name = "feed",
        sortOptions = false,
        description = {
            "Keeps a ranked feed for each member of what others post, over HTTP; with --data it goes on where it was.",
            ""
        })
public final class FeedCommand implements Callable<Integer> {

    @Mixin
    private ServerOptions server;

    private final PrintStream out;

    /**
     * For the main program.
     *
     * @param out where it prints
     */
    public FeedCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        try (DataFolder data = DataFolder.open(server.data());
                FeedSystem system = new FeedSystem(data.path(), server.port())) {
            if (!data.stays()) {
                new Story(system.uri(), out).run();
            }
            server.show(system.engine(), out);
            out.println("feeds are kept at " + system.uri() + "/feeds until Ctrl-C");
            system.job().join();
        }
        return CommandLine.ExitCode.OK;
    }
}
