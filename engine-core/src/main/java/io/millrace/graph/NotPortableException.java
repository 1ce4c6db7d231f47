package io.millrace.graph;

import java.io.ObjectStreamException;
import java.util.List;

/**
 * A graph cannot be serialized. The message lists every reason, with the node and the remedy; {@link Graph#unportable}
 * has them without an exception.
 */
public final class NotPortableException extends ObjectStreamException {

    private static final long serialVersionUID = 1;

    NotPortableException(String pipeline, List<String> reasons) {
        super("pipeline '" + pipeline + "' cannot leave this JVM:\n  - " + String.join("\n  - ", reasons));
    }
}
