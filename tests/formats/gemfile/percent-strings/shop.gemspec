Gem::Specification.new do |s|
  s.name = %q{shop}
  s.add_dependency(%q<auth0>.freeze, ["~> 5.0"])
  s.add_development_dependency(%q<rake>, ["~> 13", "< 13.9"])
  s.add_dependency(%q(omniauth-auth0))
end
