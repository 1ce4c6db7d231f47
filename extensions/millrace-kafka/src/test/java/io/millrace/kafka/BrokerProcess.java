package io.millrace.kafka;

import java.io.IOException;
import kafka.tools.StorageTool;

/** What runs in the JVM of a broker: formats its directory where that is new, and ends when the standard input does, which is when the tests end. */
public final class BrokerProcess {

    private BrokerProcess() {}

    /**
     * Runs a broker.
     *
     * @param arguments the file of its settings, and its cluster's id
     */
    public static void main(String[] arguments) {
        Thread watch = new Thread(BrokerProcess::endWithTests, "end-with-tests");
        watch.setDaemon(true);
        watch.start();
        int formatted = StorageTool.execute(
                new String[] {"format", "--ignore-formatted", "-t", arguments[1], "-c", arguments[0]}, System.err);
        if (formatted != 0) {
            Runtime.getRuntime().halt(formatted);
        }
        kafka.Kafka.main(new String[] {arguments[0]});
    }

    private static void endWithTests() {
        try {
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            // ends as well
        }
        Runtime.getRuntime().halt(0);
    }
}
