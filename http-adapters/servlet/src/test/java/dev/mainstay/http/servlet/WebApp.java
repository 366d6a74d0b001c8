// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.mainstay.http.servlet.shop.OrderServlet;
import dev.mainstay.http.servlet.shop.ShopHealth;
import dev.mainstay.http.servlet.shop.ShopListener;
import dev.mainstay.http.servlet.shop.ShopTraffic;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A shop in a directory, as a container unpacks it. Its classes are those of the package {@code
 * shop} under the name of another package: who asks the loader of the tests for one does not get
 * it.
 *
 * @param directory where it is
 * @param classes what the container makes, by name
 */
record WebApp(Path directory, List<String> classes) {
    /** What a shop may be without. */
    enum Part {
        LISTENER("<listener>.*</listener>"),
        TRAFFIC("<filter>.*</filter-mapping>");

        private final String inWebXml;

        Part(String inWebXml) {
            this.inWebXml = inWebXml;
        }
    }

    /** With annotated classes, which an annotation need not name anywhere. */
    static WebApp annotated(Path directory, Set<Part> missing) throws IOException {
        return write(directory, missing, ShopTraffic.class, ShopHealth.class);
    }

    /** With Mainstay's classes as they are, and a {@code web.xml} that names them. */
    static WebApp described(Path directory, Set<Part> missing) throws IOException {
        WebApp app = write(directory, missing, TrafficFilter.class, HealthServlet.class);
        String xml = resource("/shop/web.xml");
        for (Part part : missing) {
            xml = xml.replaceFirst("(?s)" + part.inWebXml, "");
        }
        Files.writeString(directory.resolve("WEB-INF/web.xml"), xml);
        return app;
    }

    Path webInfClasses() {
        return directory.resolve("WEB-INF/classes");
    }

    private static WebApp write(
            Path directory, Set<Part> missing, Class<?> traffic, Class<?> health)
            throws IOException {
        var parts = new ArrayList<Class<?>>(List.of(health, OrderServlet.class));
        if (!missing.contains(Part.LISTENER)) {
            parts.add(ShopListener.class);
        }
        if (!missing.contains(Part.TRAFFIC)) {
            parts.add(traffic);
        }
        var names = new ArrayList<String>();
        for (Class<?> part : parts) {
            names.add(moved(part.getName()));
            if (part.getPackage().equals(ShopListener.class.getPackage())) {
                String file = part.getName().replace('.', '/') + ".class";
                Path target = directory.resolve("WEB-INF/classes").resolve(moved(file));
                Files.createDirectories(target.getParent());
                Files.writeString(target, resource("/" + file), ISO_8859_1);
            }
        }
        return new WebApp(directory, names);
    }

    /** Of one length, so that a class file stays one. */
    private static String moved(String text) {
        return text.replaceAll("(http.servlet.)shop", "$1mall");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = WebApp.class.getResourceAsStream(name)) {
            return moved(new String(in.readAllBytes(), ISO_8859_1));
        }
    }
}
