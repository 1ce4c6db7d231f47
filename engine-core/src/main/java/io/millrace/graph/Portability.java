package io.millrace.graph;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamException;
import java.io.OutputStream;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Finds what keeps a graph from leaving the JVM, in words that say what to do. Writes all of it on trial, to nowhere. */
final class Portability {

    private Portability() {}

    static List<String> reasons(Graph graph) {
        List<String> reasons = new ArrayList<>();
        for (Node node : graph.nodes()) {
            String subject = "the " + node.kind() + " '" + node.label() + "': ";
            Objects.requireNonNullElse(node.logic().whyNotPortable(), Optional.of("whyNotPortable() gave null"))
                    .or(() -> trial("the function of its keys", node.inputs()))
                    .or(() -> ofLogic(node.logic()))
                    .ifPresent(reason -> reasons.add(subject + reason));
        }
        trial("a serde that the pipeline registers", graph.serdes()).ifPresent(reasons::add);
        return reasons;
    }

    /** Part by part, where it is a record whose parts can be seen, so that the one that fails can be named. */
    private static Optional<String> ofLogic(NodeLogic logic) {
        Optional<String> whole = trial("it", logic);
        if (whole.isEmpty() || !logic.getClass().isRecord()) {
            return whole;
        }
        for (RecordComponent component : logic.getClass().getRecordComponents()) {
            Optional<String> reason;
            try {
                reason = trial(
                        "its " + component.getName(), component.getAccessor().invoke(logic));
            } catch (ReflectiveOperationException e) {
                return whole;
            }
            if (reason.isPresent()) {
                return reason;
            }
        }
        return whole;
    }

    private static Optional<String> trial(String part, Object object) {
        try (Trail trail = new Trail()) {
            return trail.write(object).map(reason -> part + reason);
        } catch (IOException e) {
            throw new IllegalStateException("what is written to nowhere cannot be closed", e);
        }
    }

    /** What is written, object by object. */
    private static final class Trail extends ObjectOutputStream {

        private final List<Object> written = new ArrayList<>();
        private boolean failed;

        Trail() throws IOException {
            super(OutputStream.nullOutputStream());
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object object) {
            // When it fails, the stream writes the exception, too.
            failed |= object instanceof ObjectStreamException;
            if (!failed) {
                written.add(object);
            }
            return object;
        }

        /** What is wrong with an object, behind the words for it. */
        Optional<String> write(Object object) {
            try {
                writeObject(object);
                return Optional.empty();
            } catch (NotSerializableException | InvalidClassException e) {
                Object last = written.isEmpty() ? object : written.get(written.size() - 1);
                boolean isLast = last.getClass().getName().equals(e.getMessage());
                return Optional.of(isLast ? holds(last) + hint(last) : " cannot be serialized: " + e.getMessage());
            } catch (IOException | RuntimeException e) {
                return Optional.of(" cannot be serialized: " + e);
            }
        }

        private String holds(Object object) {
            String what = nameOf(object) + ", which is not serializable";
            if (written.size() == 1) {
                return " is " + what;
            }
            return written.stream()
                    .filter(each -> each instanceof SerializedLambda lambda && captures(lambda, object))
                    .findFirst()
                    .map(lambda -> ", by a lambda of " + classOf((SerializedLambda) lambda) + ", captures " + what)
                    .orElse(" holds " + what);
        }

        private static boolean captures(SerializedLambda lambda, Object object) {
            for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
                if (lambda.getCapturedArg(i) == object) {
                    return true;
                }
            }
            return false;
        }

        private static String classOf(SerializedLambda lambda) {
            return lambda.getCapturingClass().replace('/', '.');
        }

        private String hint(Object last) {
            boolean compares = last instanceof Comparator
                    || written.stream()
                            .anyMatch(each -> each instanceof SerializedLambda lambda
                                    && lambda.getFunctionalInterfaceClass().equals("java/util/Comparator"));
            if (compares) {
                return "; a comparator is seldom serializable: give the function by which it compares, as in"
                        + " max(Reading::celsius) or topN(3, Reading::celsius)";
            }
            return "; make it a variable of a type that is, or have it be made where it is used";
        }

        private static String nameOf(Object object) {
            String name = object.getClass().getName();
            int lambda = name.indexOf("$$Lambda");
            return lambda < 0 ? "a " + object.getClass().getTypeName() : "a function of " + name.substring(0, lambda);
        }
    }
}
