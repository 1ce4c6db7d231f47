package io.millrace.testing;

import io.millrace.graph.Graph;
import io.millrace.graph.Node;
import io.millrace.graph.NodeLogic;
import io.millrace.operator.OperatorException;
import io.millrace.state.store.Disk;
import io.millrace.state.testing.SimulatedCrash;
import io.millrace.time.EventTime;

/** What begins when a process does that is simulated: what its sources keep besides their readers. */
final class SimulatedProcess {

    private SimulatedProcess() {}

    static void begin(Graph graph, Disk disk) {
        for (Node node : graph.nodes()) {
            if (node.logic() instanceof NodeLogic.FromSource from) {
                try {
                    from.source().simulate(disk);
                } catch (SimulatedCrash e) {
                    throw e;
                } catch (Throwable e) {
                    throw new OperatorException(node.label(), null, null, EventTime.NONE, e);
                }
            }
        }
    }
}
