Gem::Specification.new do |s|
  s.name = "basket"
  s.add_dependency "login"
end
