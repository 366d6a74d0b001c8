// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.net.URL;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The library modules: one line each. A module's name is that of its one package. */
final class Modules {
    private static final String MICROMETER = "io.micrometer.core.instrument..";

    static final List<LibraryModule> ALL =
            List.of(
                    LibraryModule.in("health-api", "dev.mainstay.health")
                            .needs("org.slf4j")
                            .optional(MICROMETER, "(\\w*Metrics|Telemetry)"),
                    LibraryModule.in("health-checks", "dev.mainstay.health.checks")
                            .needs("dev.mainstay.health")
                            .optional("redis.clients.jedis..", "(Jedis|Redis)\\w*"),
                    LibraryModule.in("resilience", "dev.mainstay.resilience")
                            .needs("dev.mainstay.health", "org.slf4j", "io.github.resilience4j..")
                            .optional(MICROMETER, "\\w*Metrics"),
                    LibraryModule.in("shutdown", "dev.mainstay.shutdown")
                            .needs("dev.mainstay.health", "org.slf4j")
                            .optional(MICROMETER, "\\w*Metrics"),
                    LibraryModule.in("http-adapters/core", "dev.mainstay.http")
                            .needs(
                                    "dev.mainstay.health",
                                    "dev.mainstay.shutdown",
                                    "org.slf4j",
                                    "tools.jackson.core..")
                            .optional(MICROMETER, "\\w*Metrics"),
                    LibraryModule.in("http-adapters/jdk", "dev.mainstay.http.jdk")
                            .needs(
                                    "dev.mainstay.http",
                                    "dev.mainstay.shutdown",
                                    "org.slf4j",
                                    "com.sun.net.httpserver",
                                    "javax.net.ssl"),
                    LibraryModule.in("http-adapters/servlet", "dev.mainstay.http.servlet")
                            .needs("dev.mainstay.http", "jakarta.servlet.."),
                    LibraryModule.in("http-adapters/javalin", "dev.mainstay.http.javalin")
                            .needs(
                                    "dev.mainstay.http",
                                    "dev.mainstay.http.servlet",
                                    "dev.mainstay.shutdown",
                                    "jakarta.servlet..",
                                    "io.javalin..",
                                    "org.eclipse.jetty.."));

    private static final Map<String, URL> ROOTS = findRoots();

    private Modules() {}

    /** The classes of all modules. */
    static JavaClasses classes() {
        return Holder.CLASSES;
    }

    /** Where a module's classes lie: a directory or a jar. */
    static URL root(LibraryModule module) {
        URL root = ROOTS.get(module.packageName());
        if (root == null) {
            throw new IllegalStateException(
                    "no module-info of %s on the class path; add %s to architecture/pom.xml"
                            .formatted(module.packageName(), module.directory()));
        }
        return root;
    }

    static ModuleDescriptor descriptor(LibraryModule module) throws IOException {
        try (InputStream in = URI.create(root(module) + "module-info.class").toURL().openStream()) {
            return ModuleDescriptor.read(in);
        }
    }

    private static Map<String, URL> findRoots() {
        var roots = new LinkedHashMap<String, URL>();
        try {
            var loader = Modules.class.getClassLoader();
            for (URL info : Collections.list(loader.getResources("module-info.class"))) {
                try (InputStream in = info.openStream()) {
                    String url = info.toString();
                    String root = url.substring(0, url.length() - "module-info.class".length());
                    roots.put(ModuleDescriptor.read(in).name(), URI.create(root).toURL());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return roots;
    }

    private static final class Holder {
        static final JavaClasses CLASSES =
                new ClassFileImporter().importUrls(ALL.stream().map(Modules::root).toList());
    }
}
