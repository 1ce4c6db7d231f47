package io.millrace.flink;

import java.util.jar.Attributes;
import java.util.jar.Manifest;

/** What is said of a jar in the jar. */
final class Manifests {

    private Manifests() {}

    static Manifest of(String mainClass) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
        return manifest;
    }
}
