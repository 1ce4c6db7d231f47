package io.millrace.function;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;

/**
 * Asks the JDK what it would write of a lambda, and lets nothing be written. Other than a call of the lambda's own
 * {@code writeReplace}, this needs no rights in the module of the lambda.
 */
final class SerializedForms extends ObjectOutputStream {

    private SerializedLambda form;

    private SerializedForms() throws IOException {
        super(OutputStream.nullOutputStream());
        enableReplaceObject(true);
    }

    /** What is written of a function; null where that is not the form of a lambda. */
    static SerializedLambda of(Serializable function) throws IOException {
        try (SerializedForms forms = new SerializedForms()) {
            forms.writeObject(function);
            return forms.form;
        }
    }

    /** The first object that comes here is what is written in place of the function. */
    @Override
    protected Object replaceObject(Object object) {
        if (object instanceof SerializedLambda lambda) {
            form = lambda;
        }
        return null;
    }
}
