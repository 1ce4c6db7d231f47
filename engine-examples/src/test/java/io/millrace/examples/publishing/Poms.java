package io.millrace.examples.publishing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What is written in a pom, and nothing that it inherits. */
final class Poms {

    private Poms() {}

    static Pom read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    static Pom parse(String text) throws IOException {
        try {
            return new Pom(DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                    .getDocumentElement());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(e);
        }
    }

    /** A pom. */
    record Pom(Element project) {

        String version() {
            return text(project, "version")
                    .or(() -> child(project, "parent").flatMap(parent -> text(parent, "version")))
                    .orElseThrow();
        }

        Optional<String> value(String name) {
            return text(project, name);
        }

        boolean has(String name) {
            return child(project, name).isPresent();
        }

        String property(String name) {
            return child(project, "properties").flatMap(all -> text(all, name)).orElseThrow();
        }

        /** By their artifacts; those without one are left out. */
        Map<String, String> versionsOf(String kind) {
            Map<String, String> versions = new TreeMap<>();
            elements(project.getElementsByTagName(kind))
                    .forEach(each -> text(each, "version")
                            .ifPresent(version ->
                                    versions.put(text(each, "artifactId").orElseThrow(), version)));
            return versions;
        }

        Stream<String> texts(String name) {
            return elements(project.getElementsByTagName(name))
                    .map(each -> each.getTextContent().strip());
        }
    }

    private static Optional<String> text(Element parent, String name) {
        return child(parent, name).map(element -> element.getTextContent().strip());
    }

    private static Optional<Element> child(Element parent, String name) {
        return elements(parent.getChildNodes())
                .filter(element -> element.getTagName().equals(name))
                .findFirst();
    }

    private static Stream<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(node -> node.getNodeType() == Node.ELEMENT_NODE)
                .map(Element.class::cast);
    }
}
