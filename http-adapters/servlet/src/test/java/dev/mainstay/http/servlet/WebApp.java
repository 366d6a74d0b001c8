// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

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
 * A shop in a directory, as a container unpacks it. Its classes are in there alone: who asks the
 * loader of the tests for one is told that there is none.
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

    private static final String PACKAGE = ShopListener.class.getPackageName();

    /** With annotated classes, which an annotation need not name anywhere. */
    static WebApp annotated(Path directory, Set<Part> missing) throws IOException {
        return write(directory, missing, ShopTraffic.class, ShopHealth.class);
    }

    /** With Mainstay's classes as they are, and a {@code web.xml} that names them. */
    static WebApp described(Path directory, Set<Part> missing) throws IOException {
        WebApp app = write(directory, missing, TrafficFilter.class, HealthServlet.class);
        String xml = new String(resource("/shop/web.xml"), UTF_8);
        for (Part part : missing) {
            xml = xml.replaceFirst("(?s)" + part.inWebXml, "");
        }
        Files.writeString(directory.resolve("WEB-INF/web.xml"), xml);
        return app;
    }

    /** What a container is to take for the parent of the loader of the shop's classes. */
    static ClassLoader parent() {
        return new ClassLoader(WebApp.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve)
                    throws ClassNotFoundException {
                if (name.startsWith(PACKAGE)) {
                    throw new ClassNotFoundException(name);
                }
                return super.loadClass(name, resolve);
            }
        };
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
        var app = new WebApp(directory, parts.stream().map(Class::getName).toList());
        Files.createDirectories(app.webInfClasses().resolve(PACKAGE.replace('.', '/')));
        for (Class<?> part : parts) {
            if (part.getPackageName().equals(PACKAGE)) {
                String file = part.getName().replace('.', '/') + ".class";
                Files.write(app.webInfClasses().resolve(file), resource("/" + file));
            }
        }
        return app;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = WebApp.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}
