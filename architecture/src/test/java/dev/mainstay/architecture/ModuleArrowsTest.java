// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyHaveDependenciesWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ModuleArrowsTest {
    @Test
    void table_ofModules_namesEachDirectoryWithAModuleInfo() {
        List<String> directories =
                Checkout.sources("src/main/java/module-info.java").stream()
                        .map(info -> Checkout.relative(info).toString())
                        .map(info -> info.replace("/src/main/java/module-info.java", ""))
                        .filter(directory -> !directory.startsWith("samples/"))
                        .toList();

        assertThat(Modules.ALL)
                .extracting(LibraryModule::directory)
                .containsExactlyInAnyOrderElementsOf(directories);
    }

    @ParameterizedTest
    @FieldSource("dev.mainstay.architecture.Modules#ALL")
    void module_whenItImports_followsTheArrows(LibraryModule module) {
        classes()
                .that(Modules.ownedBy(module))
                .should()
                .onlyDependOnClassesThat(
                        Modules.ownedBy(module)
                                .or(resideInAnyPackage(module.allowedPackages()))
                                .or(module.libraries()))
                .check(Modules.classes());
    }

    @ParameterizedTest
    @FieldSource("dev.mainstay.architecture.Modules#ALL")
    void module_always_hasItsPackageAndWhatIsBelowIt(LibraryModule module) {
        assertThat(new ClassFileImporter().importUrl(Modules.root(module)))
                .extracting(JavaClass::getPackageName)
                .contains(module.packageName())
                .allSatisfy(name -> assertThat(Modules.owner(name)).isEqualTo(module));
    }

    @Test
    void unexportedPackage_always_isForItsOwnModuleAlone() {
        classes()
                .should(
                        onlyHaveDependenciesWhere(
                                describe("the other module exports it", ModuleArrowsTest::isOpen)))
                .check(Modules.classes());
    }

    private static boolean isOpen(Dependency dependency) {
        String from = dependency.getOriginClass().getPackageName();
        String to = dependency.getTargetClass().getPackageName();
        return !to.startsWith("dev.mainstay.")
                || to.equals(Modules.INTERNAL)
                || Modules.isExported(to)
                || Modules.owner(from).equals(Modules.owner(to));
    }

    @Test
    void internalPackage_whoeverIsNoLibraryModule_leavesItAlone() {
        List<Path> library = Modules.ALL.stream().map(it -> Path.of(it.directory())).toList();

        assertThat(Checkout.filesNamed(".java"))
                .filteredOn(file -> !Checkout.relative(file).startsWith("architecture"))
                .filteredOn(file -> library.stream().noneMatch(Checkout.relative(file)::startsWith))
                .isNotEmpty()
                .filteredOn(file -> Checkout.text(file.toString()).contains(Modules.INTERNAL))
                .isEmpty();
    }

    @ParameterizedTest
    @FieldSource("dev.mainstay.architecture.Modules#ALL")
    void moduleInfo_always_exportsOnePackageToUsers(LibraryModule module) throws IOException {
        var descriptor = Modules.descriptor(module);

        assertThat(descriptor.name()).isEqualTo(module.packageName());
        assertThat(descriptor.isOpen()).isFalse();
        assertThat(descriptor.opens()).isEmpty();
        assertThat(descriptor.exports())
                .filteredOn(export -> !export.source().equals(Modules.INTERNAL))
                .singleElement()
                .satisfies(export -> assertThat(export.source()).isEqualTo(module.packageName()))
                .satisfies(export -> assertThat(export.isQualified()).isFalse());
    }

    @Test
    void internalPackage_always_isExportedToOurModulesAlone() throws IOException {
        LibraryModule first = Modules.owner(Modules.INTERNAL);
        List<String> ours = Modules.ALL.stream().map(LibraryModule::packageName).toList();

        assertThat(Modules.descriptor(first).exports())
                .filteredOn(export -> export.source().equals(Modules.INTERNAL))
                .singleElement()
                .satisfies(export -> assertThat(export.targets()).isNotEmpty().isSubsetOf(ours));
    }

    @ParameterizedTest
    @FieldSource("dev.mainstay.architecture.Modules#ALL")
    void bom_always_listsTheModule(LibraryModule module) {
        String pom = Checkout.text(module.directory() + "/pom.xml");
        String afterParent = pom.substring(pom.indexOf("</parent>"));
        String artifact =
                afterParent.lines().filter(l -> l.contains("<artifactId>")).findFirst().get();

        assertThat(Checkout.text("bom/pom.xml")).contains(artifact.strip());
    }

    @Test
    void packages_always_areNamedForWhatTheyDo() {
        noClasses()
                .that()
                .resideOutsideOfPackage(Modules.INTERNAL)
                .should()
                .resideInAnyPackage("..internal..", "..impl..", "..util..", "..common..")
                .check(Modules.classes());
    }

    @Test
    void packages_always_areFreeOfCycles() {
        slices().matching("dev.mainstay.(**)").should().beFreeOfCycles().check(Modules.classes());
    }

    @ParameterizedTest
    @FieldSource("dev.mainstay.architecture.Modules#ALL")
    void optionalLibrary_whenMissing_isMissedByItsOwnClassesAlone(LibraryModule module) {
        for (var library : module.optional()) {
            String own = "dev\\.mainstay\\.[\\w.]*\\." + library.classes();
            noClasses()
                    .that(Modules.ownedBy(module))
                    .and()
                    .haveNameNotMatching(own + "(\\$.*)?")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(library.packages())
                    .because("the others must load without it")
                    .check(Modules.classes());
        }
    }
}
