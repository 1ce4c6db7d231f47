package io.millrace.metrics.internal;

/** Texts in Mermaid diagrams. */
public final class MermaidText {

    private MermaidText() {}

    /** A text that may stand in a label, whatever is in it. */
    public static String escaped(String label) {
        return label.replace("&", "&amp;")
                .replace("\"", "&quot;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("|", "&#124;");
    }
}
